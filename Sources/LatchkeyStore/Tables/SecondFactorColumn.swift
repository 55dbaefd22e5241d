internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

/// The table of devices.
enum DeviceColumn: Int, TableColumn {
  case account, seedKey, seed, lastStep, enrolledAt

  static let table = "second_factor"
  static let lastRead = Self.enrolledAt
}

extension Device: TableRow {
  static let inserted = DeviceColumn.allCases

  func value(of column: DeviceColumn) -> SQLValue {
    switch column {
    case .account: .account(self.account)
    case .seedKey: .integer(Int64(self.seed.key))
    case .seed: .blob(self.seed.bytes)
    case .lastStep: .integer(self.lastStep.number)
    case .enrolledAt: .time(self.enrolledAt)
    }
  }

  init(reading row: Row<some SQLCursor, DeviceColumn>) throws(Failure) {
    guard let key = UInt32(exactly: try row.integer(.seedKey)) else {
      throw row.refused(.seedKey)
    }
    self.init(
      account: try row.account(.account), seed: SealedSeed(key: key, bytes: try row.blob(.seed)),
      lastStep: TimeStep(number: try row.integer(.lastStep)),
      enrolledAt: try row.time(.enrolledAt))
  }
}

/// The table of devices that accounts are about to get.
enum EnrollmentColumn: Int, TableColumn {
  case account, seedKey, seed, epoch, expiresAt

  static let table = "enrollment"
  static let lastRead = Self.expiresAt
}

extension Enrollment: TableRow {
  static let inserted = EnrollmentColumn.allCases

  func value(of column: EnrollmentColumn) -> SQLValue {
    switch column {
    case .account: .account(self.account)
    case .seedKey: .integer(Int64(self.seed.key))
    case .seed: .blob(self.seed.bytes)
    case .epoch: .integer(self.epoch)
    case .expiresAt: .time(self.expiresAt)
    }
  }

  init(reading row: Row<some SQLCursor, EnrollmentColumn>) throws(Failure) {
    guard let key = UInt32(exactly: try row.integer(.seedKey)) else {
      throw row.refused(.seedKey)
    }
    self.init(
      account: try row.account(.account), seed: SealedSeed(key: key, bytes: try row.blob(.seed)),
      epoch: try row.integer(.epoch), expiresAt: try row.time(.expiresAt))
  }
}

/// The table of recovery codes.
enum RecoveryCodeColumn: Int, TableColumn {
  case account, digest

  static let table = "recovery_code"
  static let lastRead = Self.digest
}
