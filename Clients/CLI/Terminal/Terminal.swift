import Glibc
import LatchkeySchema

/// The person's terminal, whatever standard input and output are connected to.
enum Terminal {
  /// Whether there is one to ask at.
  static var isThere: Bool {
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  /// Whether somebody sits at it: standard input comes from it too. A program that feeds the
  /// command is not interrupted by questions that it did not expect.
  static var isAtHand: Bool { isatty(STDIN_FILENO) == 1 && Self.isThere }

  /// Whether answers are read by a person as they come.
  static var isOutput: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Asks for a line that may be seen.
  static func ask(_ question: String) throws(Refusal) -> String {
    let answer = try Self.withTerminal { descriptor throws(Refusal) -> [UInt8] in
      Descriptor.write(Array(question.utf8), to: descriptor)
      return Descriptor.readLine(descriptor, upTo: 1_024) ?? []
    }
    return String(decoding: answer, as: UTF8.self)
  }

  /// Asks for a line that must not be seen.
  static func askSecretly(_ question: String) throws(Refusal) -> Secret {
    try Self.withTerminal { descriptor throws(Refusal) -> Secret in
      var before = termios()
      guard unsafe tcgetattr(descriptor, &before) == 0 else { throw Self.missing }
      var silent = before
      // No echo, and letter by letter, so that an interrupt leaves the terminal as it was.
      silent.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG)
      guard unsafe tcsetattr(descriptor, TCSAFLUSH, &silent) == 0 else { throw Self.missing }
      defer {
        unsafe tcsetattr(descriptor, TCSAFLUSH, &before)
        Descriptor.write([0x0a], to: descriptor)
      }
      Descriptor.write(Array("\(question): ".utf8), to: descriptor)
      return Secret(try Self.readSilently(descriptor))
    }
  }

  private static func readSilently(_ descriptor: Int32) throws(Refusal) -> [UInt8] {
    // Reserved whole: growing would leave copies behind.
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Secret.byteCountMax)
    while let byte = Descriptor.readByte(descriptor) {
      switch byte {
      case 0x0a, 0x0d: return bytes
      case 0x03,
        0x04 where byte == 0x03 || bytes.isEmpty:
        Secret.wipe(&bytes)
        throw .here("Interrupted.", next: nil, .interrupted)
      case 0x08, 0x7f:
        // One letter may be several bytes.
        while let last = bytes.popLast(), last & 0xc0 == 0x80 {}
      case 0x15:
        bytes.removeAll(keepingCapacity: true)
      default:
        guard bytes.count < Secret.byteCountMax else { continue }
        bytes.append(byte)
      }
    }
    return bytes
  }

  private static func withTerminal<Result>(
    _ body: (Int32) throws(Refusal) -> Result
  ) throws(Refusal) -> Result {
    let descriptor = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.missing }
    defer { close(descriptor) }
    return try body(descriptor)
  }

  private static let missing = Refusal.here(
    "There is no terminal to ask at.", next: "see --help for other ways", .usage)
}
