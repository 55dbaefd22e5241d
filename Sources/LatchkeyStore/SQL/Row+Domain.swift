internal import LatchkeyApplication
internal import LatchkeyBase
internal import LatchkeyDomain

// Values of the domain that lie in one column.
extension Row {
  func time(_ column: Column) throws(Failure) -> Timestamp {
    Timestamp(milliseconds: try self.integer(column))
  }

  func optionalTime(_ column: Column) throws(Failure) -> Timestamp? {
    self.isNull(column) ? nil : try self.time(column)
  }

  /// A duration, which is never negative.
  func lifetime(_ column: Column) throws(Failure) -> Lifetime {
    let length = try self.integer(column)
    guard length >= 0 else { throw self.refused(column) }
    return Lifetime(milliseconds: length)
  }

  func account(_ column: Column) throws(Failure) -> AccountID {
    AccountID(rawValue: try self.integer(column))
  }

  func optionalAccount(_ column: Column) throws(Failure) -> AccountID? {
    self.isNull(column) ? nil : try self.account(column)
  }
}
