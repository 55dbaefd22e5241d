public import LatchkeyDomain

/// Reads devices and recovery codes.
public protocol SecondFactorReading {
  /// The device of an account that has one.
  func device(of account: AccountID) throws(Failure) -> Device?
  /// The device that an account is about to get.
  func enrollment(of account: AccountID) throws(Failure) -> Enrollment?
  /// Recovery codes of an account that were not used.
  func recoveryCodesLeft(of account: AccountID) throws(Failure) -> Int
  /// Devices of all accounts.
  func deviceCount() throws(Failure) -> Int
  /// Devices with a seed that is sealed under this key, by ascending account.
  func devices(sealedUnder key: UInt32, limit: Int) throws(Failure) -> [Device]
}

/// Changes devices and recovery codes, and uses each code once.
public protocol SecondFactorWriting: SecondFactorReading {
  /// Stores the device that an account is about to get, in the place of an earlier one.
  func setEnrollment(_ enrollment: Enrollment) throws(Failure)
  /// Stores the device of an account that has one now (its row says so already), with the digests of
  /// its recovery codes, and forgets the enrollment.
  func insert(_ device: Device, recoveryCodes: [[UInt8]]) throws(Failure)
  /// Uses the code of a step: one guarded statement. False when it or a later one was used.
  func useStep(_ step: TimeStep, of account: AccountID) throws(Failure) -> Bool
  /// Uses a recovery code: one guarded statement. False when there is none with this digest.
  func useRecoveryCode(_ digest: [UInt8], of account: AccountID) throws(Failure) -> Bool
  /// Stores other recovery codes in the place of the present ones.
  func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws(Failure)
  /// Stores a device's seed under another seal. False when the stored seal is not the device's any more.
  func reseal(_ device: Device, to seed: SealedSeed) throws(Failure) -> Bool
}
