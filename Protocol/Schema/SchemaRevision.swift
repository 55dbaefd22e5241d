/// Which schema this is.
public enum SchemaRevision {
  /// SHA-256 of the text in `latchkey.cddl`, in hexadecimal. Generated with it.
  public static let hex =
    "a39070045887e0dfaaefb1ad7aa665477cb141f0fac388b957582789a19e093f"
}
