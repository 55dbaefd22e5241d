/// Why bytes were refused, or why a value could not be written.
///
/// It says where and what, never which bytes: they may be a secret. ``path`` names members of the
/// schema only; keys of dictionaries, which come from outside, stand there as `*`.
public struct CBORError: Error, Hashable, Sendable {
  /// What was wrong. The raw values are the words of `Protocol/Vectors/cbor`.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The bytes end inside an item, or fewer are left than it declares.
    case truncated
    /// Something follows the one item.
    case trailingBytes
    /// The whole is longer than ``CBORLimits/itemBytesMax``.
    case tooLong
    /// Arrays and maps nest deeper than ``CBORLimits/depthMax``.
    case tooDeep
    /// Additional information 28 to 30, or 31 where it means nothing.
    case reserved
    /// An indefinite length.
    case indefiniteLength
    /// A break without anything to end.
    case unexpectedBreak
    /// A tag, bignums among them.
    case tag
    /// A floating-point number.
    case float
    /// A simple value other than false, true and null.
    case simpleValue
    /// An integer, length or count written longer than it needs to be.
    case notShortest
    /// Text that is not UTF-8.
    case invalidText
    /// A map key that is neither an integer nor text.
    case keyType
    /// A map key that sorts before the one in front of it.
    case keyOrder
    /// A map key that stands twice.
    case duplicateKey
    /// A negative key that the type does not know: the sender insists on something newer.
    case unknownCriticalKey
    /// A text key in a map with integer keys.
    case unknownTextKey
    /// A member that must be there is not.
    case missingKey
    /// Another kind of item than the type asks for.
    case typeMismatch
    /// An integer that the type cannot hold.
    case outOfRange
    /// Well formed, and refused by the type itself.
    case invalidValue
    /// Ours: a coding key without a number.
    case keyWithoutNumber
    /// Ours: a type that the profile has no form for, or a super coder.
    case unsupportedType
    /// Ours: a container written to after it was left, or two items in the place of one.
    case containerMisuse
  }

  /// What was wrong.
  public let kind: Kind
  /// Offset in bytes of the item at fault, from the start of the input; in encoding, of the output.
  public let offset: Int
  /// Members on the way to the item, such as `actor.roles[2]`; empty at the top.
  public private(set) var path: String

  /// An error without a path yet.
  ///
  /// - Parameters:
  ///   - kind: what was wrong.
  ///   - offset: where, in bytes.
  public init(_ kind: Kind, at offset: Int) {
    self.kind = kind
    self.offset = offset
    self.path = ""
  }

  /// The same error seen from one level further out.
  func under(_ name: String) -> CBORError {
    var outer = self
    switch self.path.first {
    case nil: outer.path = name
    case "[": outer.path = name + self.path
    default: outer.path = name + "." + self.path
    }
    return outer
  }

  /// The same error seen from the array around it.
  func under(index: Int) -> CBORError { self.under("[\(index)]") }

  /// What a type threw while it read or wrote itself.
  ///
  /// Only the kind survives: texts of foreign errors may quote values.
  init(_ error: any Error, at offset: Int) {
    switch error {
    case let error as CBORError: self = error
    case DecodingError.typeMismatch: self.init(.typeMismatch, at: offset)
    case DecodingError.keyNotFound: self.init(.missingKey, at: offset)
    case is EncodingError: self.init(.unsupportedType, at: offset)
    default: self.init(.invalidValue, at: offset)
    }
  }
}

extension CBORError: CustomStringConvertible {
  /// Kind, offset and path.
  public var description: String {
    let place = "\(self.kind.rawValue) at byte \(self.offset)"
    return self.path.isEmpty ? place : "\(place), in \(self.path)"
  }
}
