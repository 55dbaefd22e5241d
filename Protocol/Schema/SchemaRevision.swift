/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "a16ea07dc9b85cc100b90a65bf55ece60a9b2c3c746345f285d4147231cb66b9"
}
