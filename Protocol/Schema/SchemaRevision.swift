/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "e05c86b9cf5f92736f3bee8d8f8dc60b5b1de0dcac95a1bb4f29e78f6fe31a29"
}
