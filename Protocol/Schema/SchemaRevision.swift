/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "18aa988b97f88c97e9f5e91510ed608c2e8ddc260cfe233c491eb8ca3b811fa2"
}
