/// Which method a request asks for: by its frozen number, or by its name for people's tools.
public enum MethodSelector: Hashable, Sendable {
  /// Longest name, in bytes of UTF-8. LKP/1; a cap because D-Bus once crashed on long object paths.
  public static let nameBytesMax = 128

  /// The frozen number of the method.
  case number(UInt64)

  /// The full name of the method, at most ``nameBytesMax`` bytes.
  case name(String)
}
