internal import LatchkeyApplication
internal import LatchkeyDomain

extension SQLTransaction {
  func device(of account: AccountID) throws(Failure) -> Device? {
    try self.first(SecondFactorQuery.one, [.account(account)], Device.init(reading:))
  }

  func deviceCount() throws(Failure) -> Int { try self.count(SecondFactorQuery.count) }

  func devices(sealedUnder key: UInt32, limit: Int) throws(Failure) -> [Device] {
    try self.all(
      SecondFactorQuery.sealedUnder, [.integer(Int64(key)), .limit(limit)],
      Device.init(reading:))
  }

  func insert(_ device: Device, recoveryCodes: [[UInt8]]) throws(Failure) {
    try self.together { () throws(Failure) in
      try self.run(SecondFactorQuery.forgetEnrollment, [.account(device.account)])
      try self.run(SecondFactorQuery.insert, device.insertedValues)
      try self.setRecoveryCodes(recoveryCodes, of: device.account)
    }
  }

  func useStep(_ step: TimeStep, of account: AccountID) throws(Failure) -> Bool {
    try self.run(SecondFactorQuery.useStep, [.integer(step.number), .account(account)]) == 1
  }

  func reseal(_ device: Device, to seed: SealedSeed) throws(Failure) -> Bool {
    try self.run(
      SecondFactorQuery.reseal,
      [.integer(Int64(seed.key)), .blob(seed.bytes)] + device.values(of: [.account, .seed])) == 1
  }

  func enrollment(of account: AccountID) throws(Failure) -> Enrollment? {
    try self.first(
      SecondFactorQuery.enrollment, [.account(account)], Enrollment.init(reading:))
  }

  func setEnrollment(_ enrollment: Enrollment) throws(Failure) {
    try self.run(SecondFactorQuery.enroll, enrollment.insertedValues)
  }

  func recoveryCodesLeft(of account: AccountID) throws(Failure) -> Int {
    try self.count(SecondFactorQuery.recoveryCodes, [.account(account)])
  }

  func useRecoveryCode(_ digest: [UInt8], of account: AccountID) throws(Failure) -> Bool {
    try self.run(SecondFactorQuery.useRecoveryCode, [.account(account), .blob(digest)]) == 1
  }

  func setRecoveryCodes(_ digests: [[UInt8]], of account: AccountID) throws(Failure) {
    try self.together { () throws(Failure) in
      try self.run(SecondFactorQuery.deleteRecoveryCodes, [.account(account)])
      for digest in digests {
        try self.run(SecondFactorQuery.insertRecoveryCode, [.account(account), .blob(digest)])
      }
    }
  }
}
