/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "cc6e5c2b9da523e88a315e7b4f619ea561f470f54f14b47874c10b7add6523a3"
}
