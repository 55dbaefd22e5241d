/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "b8c7f843af07569cb2098c4da86aaadfa0c23a27e950f83ed7ecaa11c5bcce30"
}
