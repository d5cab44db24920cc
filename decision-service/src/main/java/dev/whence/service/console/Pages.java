package dev.whence.service.console;

import dev.whence.service.http.Answer;
import dev.whence.service.http.Call;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/// Fills templates, which the build has compiled. Thread-safe.
///
/// Every page forbids what it does not need: only scripts, styles and pictures of the service
/// itself run or show, and nobody may put a page into a frame.
final class Pages {
  private static final String PACKAGE = "dev.whence.service.console.templates";

  static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), PACKAGE);

  /// @param template its file name
  /// @param page what it shows
  Answer of(Call call, int status, String template, Object page) {
    var html = new StringOutput();
    templates.render(template, page, html);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put("Referrer-Policy", "same-origin");
    headers.put("Cache-Control", "no-store");
    headers.put("Vary", "Accept, Accept-Encoding");
    byte[] bytes = html.toString().strip().getBytes(StandardCharsets.UTF_8);
    if (takesGzip(call)) {
      headers.put("Content-Encoding", "gzip");
      bytes = gzip(bytes);
    }
    return new Answer(status, "text/html; charset=utf-8", bytes, headers);
  }

  static boolean takesGzip(Call call) {
    return call.findHeader("Accept-Encoding").filter(taken -> taken.contains("gzip")).isPresent();
  }

  static byte[] gzip(byte[] bytes) {
    var zipped = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }
}
