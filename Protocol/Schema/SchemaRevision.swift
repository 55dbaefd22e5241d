/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "8b4370cf40ab5c1ed2950a4cc92285ef87caa541f2e54d62b3e495c9735eb1e9"
}
