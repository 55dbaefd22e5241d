import Glibc
import LatchkeyBase
import LatchkeySchema

/// The controlling terminal, independent of standard input and output.
enum Terminal {
  /// Whether there is one to ask at.
  static var isThere: Bool {
    let descriptor = Descriptor.open("/dev/tty", O_RDWR)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  /// Whether standard input comes from the terminal too. Otherwise a program feeds the command, and
  /// is not interrupted by unexpected questions.
  static var isAtHand: Bool { isatty(STDIN_FILENO) == 1 && Self.isThere }

  /// Whether a person reads the output as it comes.
  static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Asks for a line, with echo.
  static func ask(_ question: String) throws(Refusal) -> String {
    let answer = try Self.withTerminal { descriptor throws(Refusal) -> [UInt8] in
      Descriptor.write(Array(question.utf8), to: descriptor)
      return Descriptor.readLine(descriptor, upTo: 1_024) ?? []
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// Asks for a line, without echo.
  static func askSecretly(_ question: String) throws(Refusal) -> Secret {
    try Self.withTerminal { descriptor throws(Refusal) -> Secret in
      let before = try Self.attributes(of: descriptor)
      var silent = before
      // No echo, and letter by letter, so that an interrupt leaves the terminal as it was.
      silent.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG)
      try Self.set(silent, on: descriptor)
      defer {
        try? Self.set(before, on: descriptor)
        Descriptor.write([0x0a], to: descriptor)
      }
      Descriptor.write(Array("\(question): ".utf8), to: descriptor)
      return Secret(try Self.readSilently(descriptor))
    }
  }

  private static func attributes(of descriptor: Int32) throws(Refusal) -> termios {
    var attributes = termios()
    // Unsafe: a call of C that fills the structure above.
    guard unsafe tcgetattr(descriptor, &attributes) == 0 else { throw Self.missing }
    return attributes
  }

  private static func set(_ attributes: termios, on descriptor: Int32) throws(Refusal) {
    var attributes = attributes
    // Unsafe: a call of C that reads the structure above.
    guard unsafe tcsetattr(descriptor, TCSAFLUSH, &attributes) == 0 else { throw Self.missing }
  }

  private static func readSilently(_ descriptor: Int32) throws(Refusal) -> [UInt8] {
    // Reserved whole: an array that grows leaves copies of the secret behind.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Secret.bytesMax)
    while let byte = Descriptor.readByte(descriptor) {
      switch byte {
      case 0x0a, 0x0d: return bytes
      case 0x03,
        0x04 where byte == 0x03 || bytes.isEmpty:
        wipe(&bytes)
        throw .here("Interrupted.", next: nil, .interrupted)
      case 0x08, 0x7f:
        // One letter may be several bytes.
        while let last = bytes.popLast(), last & 0xc0 == 0x80 {}
      case 0x15:
        bytes.removeAll(keepingCapacity: true)
      default:
        guard bytes.count < Secret.bytesMax else { continue }
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func withTerminal<Result>(
    _ body: (Int32) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    let descriptor = Descriptor.open("/dev/tty", O_RDWR)
    guard descriptor >= 0 else { throw Self.missing }
    defer { close(descriptor) }
    return try body(descriptor)
  }

  private static let missing = Refusal.here(
    "There is no terminal to ask at.", next: "see --help for other ways", .usage)
}
