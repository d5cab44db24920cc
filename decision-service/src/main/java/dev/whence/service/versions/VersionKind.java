package dev.whence.service.versions;

/// What has versions.
public enum VersionKind {
  RULE_SET("rule-set", "rule tables"),
  MODELS("models", "models"),

  /// In force as it is loaded; has no activations.
  REFERENCE_DATA("reference-data", "reference data");

  private final String code;
  private final String told;

  VersionKind(String code, String told) {
    this.code = code;
    this.told = told;
  }

  /// As it stands in the store and in the API.
  public String code() {
    return code;
  }

  /// In a sentence.
  public String told() {
    return told;
  }
}
