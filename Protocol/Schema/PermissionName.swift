public import LatchkeyBase

/// A ``Permission`` by its word, as messages hold it: a word that only a newer peer knows still decodes.
public struct PermissionName: Vocabulary {
  /// Every word of this version.
  public static let known = Permission.allCases.map { Self($0) }

  /// The word on the wire.
  public let rawValue: String

  /// Takes a word as it is on the wire.
  ///
  /// - Parameter rawValue: Any word.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The word of a permission.
  ///
  /// - Parameter permission: Which one.
  public init(_ permission: Permission) {
    self.init(rawValue: permission.name)
  }

  /// The permission, if this version knows the word.
  public var permission: Permission? { Permission.allCases.first { $0.name == self.rawValue } }

  /// What people call it; the word itself when it is not known.
  public var label: String { self.permission?.label ?? self.rawValue }
}
