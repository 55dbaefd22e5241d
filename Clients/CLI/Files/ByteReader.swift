import Glibc

/// Buffered reader of a file, byte by byte. `-` is standard input.
final class ByteReader {
  /// Name of the file in errors.
  let name: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var position = 0

  init(path: String) throws(Refusal) {
    self.name = path == "-" ? "standard input" : path
    self.descriptor = path == "-" ? STDIN_FILENO : Descriptor.open(path, O_RDONLY)
    guard self.descriptor >= 0 else {
      throw .here("\(path) cannot be read: \(Descriptor.errorText).", next: nil, .usage)
    }
  }

  deinit {
    if self.descriptor != STDIN_FILENO { close(self.descriptor) }
  }

  /// The next byte; nil at the end.
  func next() throws(Refusal) -> UInt8? {
    if self.position == self.buffer.count {
      guard let piece = Descriptor.readSome(self.descriptor, upTo: 65_536) else {
        throw .here("\(self.name) cannot be read: \(Descriptor.errorText).", next: nil, .usage)
      }
      (self.buffer, self.position) = (piece, 0)
      if piece.isEmpty { return nil }
    }
    defer { self.position += 1 }
    return self.buffer[self.position]
  }
}
