/// A value whose form a service describes, and not the types of this program.
public indirect enum DescribedValue: Hashable, Sendable {
  /// Nothing.
  case null
  /// True or false.
  case boolean(Bool)
  /// A whole number.
  case integer(Int64)
  /// Text; secrets too.
  case text(String)
  /// Any number of values.
  case list([DescribedValue])
  /// Values by name.
  case record([String: DescribedValue])
}

/// Why a value and a description do not go together. Names the field and never its value.
public struct DescriptionError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A sentence about the field.
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}
