/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "da39c1922c4a30e52e043d8e6882c42c00925b92bef93d7f15f1b965684312ca"
}
