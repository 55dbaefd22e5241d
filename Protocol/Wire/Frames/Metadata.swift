/// Small named values that accompany a body: ordered, names may repeat.
///
/// At most ``entriesMax`` entries and ``bytesMax`` bytes of names and values together.
public struct Metadata: Hashable, Sendable {
  /// Most entries. LKP/1.
  public static let entriesMax = 64

  /// Most bytes of all names and values together. LKP/1.
  public static let bytesMax = 8_192

  /// Longest name in bytes. LKP/1.
  public static let nameBytesMax = 128

  /// What an entry holds.
  public enum Value: Hashable, Sendable {
    /// UTF-8 text.
    case text(String)
    /// Any bytes.
    case bytes([UInt8])

    /// Bytes that this value counts against ``Metadata/bytesMax``.
    public var byteCount: Int {
      switch self {
      case .text(let text): text.utf8.count
      case .bytes(let bytes): bytes.count
      }
    }
  }

  /// One name and its value.
  public struct Entry: Hashable, Sendable {
    /// Lower-case ASCII letters, digits, `-`, `_` and `.`; 1 to 128 bytes.
    public var name: String
    /// The value.
    public var value: Value

    /// An entry.
    public init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// The entries in their order.
  public var entries: [Entry]

  /// Metadata of these entries.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Whether there is no entry.
  public var isEmpty: Bool { self.entries.isEmpty }

  /// Bytes of all names and values.
  public var byteCount: Int {
    self.entries.reduce(0) { $0 + $1.name.utf8.count + $1.value.byteCount }
  }

  /// The values under one name, in their order.
  public subscript(name: String) -> [Value] {
    self.entries.compactMap { $0.name == name ? $0.value : nil }
  }

  /// Adds an entry at the end.
  public mutating func append(_ name: String, _ value: Value) {
    self.entries.append(Entry(name: name, value: value))
  }

  /// Whether the number of entries, the sizes and the names are within the limits.
  public var isWithinLimits: Bool {
    self.entries.count <= Self.entriesMax && self.byteCount <= Self.bytesMax
      && self.entries.allSatisfy { Self.isName($0.name) }
  }

  static func isName(_ name: String) -> Bool {
    let count = name.utf8.count
    guard count >= 1, count <= Self.nameBytesMax else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default:
        false
      }
    }
  }
}
