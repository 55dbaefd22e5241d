/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "b0f0c00be94da9a272bbd0377f1d6f2663047d8c953c74b67ef884b7c3209ce2"
}
