package dev.whence.service.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The description of the API, `openapi.yaml`.
final class OpenApi {
  private static final YAMLMapper YAML = new YAMLMapper();

  private OpenApi() {}

  static JsonNode tree(byte[] yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
