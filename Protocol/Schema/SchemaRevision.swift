/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "bf2c66fcdd0ba11d4a91b8afae9d961f0a8250a2afe8482ee03b6acf858a0b1f"
}
