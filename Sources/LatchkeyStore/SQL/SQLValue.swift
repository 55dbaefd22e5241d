internal import LatchkeyBase
internal import LatchkeyDomain

/// One value for a parameter of a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])

  static func integer(_ value: Int) -> Self { .integer(Int64(value)) }

  static func integer(_ value: Int64?) -> Self { value.map { .integer($0) } ?? .null }

  static func text(_ value: String?) -> Self { value.map { .text($0) } ?? .null }

  static func blob(_ value: [UInt8]?) -> Self { value.map { .blob($0) } ?? .null }

  static func flag(_ value: Bool) -> Self { .integer(value ? 1 : 0) }

  static func time(_ value: Timestamp) -> Self { .integer(value.milliseconds) }

  static func time(_ value: Timestamp?) -> Self { .integer(value?.milliseconds) }

  static func account(_ value: AccountID?) -> Self { .integer(value?.rawValue) }

  static func raw<Value: RawRepresentable>(_ value: Value) -> Self where Value.RawValue == UInt8 {
    .integer(Int64(value.rawValue))
  }

  static func raw<Value: RawRepresentable>(_ value: Value?) -> Self
  where Value.RawValue == UInt8 {
    value.map { .raw($0) } ?? .null
  }

  /// A number of rows. SQLite takes a negative one as no limit at all, which no caller asks for.
  static func limit(_ rows: Int) -> Self { .integer(max(rows, 0)) }
}
