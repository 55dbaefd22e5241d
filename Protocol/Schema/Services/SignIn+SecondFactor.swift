public import LatchkeyBase

/// The second step of a sign-in.
extension SignIn {
  /// Answers `second_factor_required`: shows a code of the device, or a recovery code, and is in.
  public struct CompleteSecondFactor: RequestMessage {
    /// What comes back.
    public typealias Response = SignIn.Response

    /// From the sign-in.
    public var ticket: Secret
    /// Six digits from the device.
    public var code: Secret?
    /// One of the recovery codes, when the device is lost.
    public var recoveryCode: Secret?
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?

    enum CodingKeys: Int, CodingKey {
      case ticket = 1
      case code = 2
      case recoveryCode = 3
      case origin = 4
    }

    /// `SignIn.CompleteSecondFactor`, number 202.
    public static var method: Method { .signInCompleteSecondFactor }

    /// All fields, in the order of their keys.
    public init(
      ticket: Secret, code: Secret? = nil, recoveryCode: Secret? = nil, origin: [UInt8]? = nil
    ) {
      self.ticket = ticket
      self.code = code
      self.recoveryCode = recoveryCode
      self.origin = origin
    }
  }
}
