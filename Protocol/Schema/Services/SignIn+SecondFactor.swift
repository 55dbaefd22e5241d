public import LatchkeyBase

/// The second step of a sign-in.
extension SignIn {
  /// Answers `second_factor_required`: shows a code of the device, or a recovery code, and is in.
  public struct CompleteSecondFactor: RequestMessage {
    static let declaration = Declaration(
      202, Self.self, [.mutation, .sensitive], deadline: .hashing, answer: SignIn.Response.self,
      audit: .secondFactorShown)

    /// From the sign-in.
    public var ticket: Secret
    /// Six digits from the device.
    public var code: Secret?
    /// One of the recovery codes, when the device is lost.
    public var recoveryCode: Secret?
    /// An opaque key of where the end user sits, for throttling; at most 64 bytes.
    public var origin: [UInt8]?
  }
}
