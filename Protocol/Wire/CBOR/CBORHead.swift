/// The major types that the profile admits: the upper three bits of an item's first byte.
enum CBORMajor: UInt8, Sendable {
  case unsigned = 0
  case negative = 1
  case bytes = 2
  case text = 3
  case array = 4
  case map = 5
  /// False, true and null; nothing else of major type 7.
  case simple = 7
}

/// Whole items of one byte.
enum CBORByte {
  static let no: UInt8 = 0xf4
  static let yes: UInt8 = 0xf5
  static let null: UInt8 = 0xf6
  static let emptyMap: UInt8 = 0xa0
}

/// What stands in front of an item: its type and an integer, a length, a count or a simple value.
struct CBORHead {
  var major: CBORMajor
  var argument: UInt64
}

/// A map key where it stands, for comparing.
///
/// Heads are in shortest form, so comparing first byte and argument is comparing the encodings;
/// only text of equal length needs a look at its content.
struct CBORKeyMark {
  var initial: UInt8
  var argument: UInt64
  /// Offset of the content of a text key; of no meaning otherwise.
  var content: Int

  init(initial: UInt8, argument: UInt64, content: Int = 0) {
    self.initial = initial
    self.argument = argument
    self.content = content
  }

  /// The mark of an integer key.
  init(_ key: Int) {
    let negative = key < 0
    let argument = UInt64(UInt(bitPattern: negative ? ~key : key))
    let top: UInt8 = negative ? 0x20 : 0
    self.init(initial: top | Self.information(argument), argument: argument)
  }

  /// The mark of a text key of so many bytes.
  init(textBytes count: Int) {
    let argument = UInt64(count)
    self.init(initial: 0x60 | Self.information(argument), argument: argument)
  }

  /// Where the content of a text key stands.
  var text: Range<Int> { self.content..<self.content + Int(self.argument) }

  var isText: Bool { self.initial >= 0x60 }
  var isNegative: Bool { self.initial >= 0x20 && self.initial < 0x60 }

  /// The integer, if it is one and `Int` holds it.
  var integer: Int? {
    guard !self.isText, self.argument <= UInt64(Int.max) else { return nil }
    let value = Int(self.argument)
    return self.isNegative ? ~value : value
  }

  /// Below zero, zero, above zero: how the heads compare. Zero decides nothing for text.
  @inline(__always)
  func compareHead(_ other: CBORKeyMark) -> Int {
    if self.initial != other.initial { return self.initial < other.initial ? -1 : 1 }
    if self.argument != other.argument { return self.argument < other.argument ? -1 : 1 }
    return 0
  }

  private static func information(_ argument: UInt64) -> UInt8 {
    switch argument {
    case 0..<24: UInt8(truncatingIfNeeded: argument)
    case 24..<0x100: 24
    case 0x100..<0x1_0000: 25
    case 0x1_0000..<0x1_0000_0000: 26
    default: 27
    }
  }
}
