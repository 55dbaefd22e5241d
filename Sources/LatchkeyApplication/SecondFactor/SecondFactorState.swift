public import LatchkeyBase
import LatchkeyDomain

/// Where a person's second factor stands.
public struct SecondFactorState: Sendable {
  /// Since when there is a device; nil when there is none.
  public let enrolledAt: Timestamp?
  /// Recovery codes that were not used.
  public let recoveryCodesLeft: Int
  /// From when on one must be had; nil when nothing asks for one.
  public let requiredFrom: Timestamp?
}

/// What a device needs to know. Given out once.
public struct NewDevice: Sendable {
  /// The seed in base32, for typing in.
  public let seed: Secret
  /// The same as an otpauth address, for a QR code.
  public let uri: Secret
  /// Until when a code of the device must be shown.
  public let expiresAt: Timestamp
}

/// A device that is asked for from now on.
public struct EnrolledDevice: Sendable {
  /// For when it is lost; each works once. Given out once.
  public let recoveryCodes: [Secret]
  /// How the sign-in goes on that led here, if one did.
  public let signIn: SignInResult?
}
