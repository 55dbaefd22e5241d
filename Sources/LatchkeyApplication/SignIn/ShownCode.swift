public import LatchkeyBase

/// What is shown instead of a password, or after it.
public enum ShownCode: Sendable {
  /// Of the device.
  case device(Secret)
  /// For when the device is lost.
  case recovery(Secret)

  /// Which count it goes by.
  var kind: CodeKind {
    switch self {
    case .device: .device
    case .recovery: .recovery
    }
  }
}
