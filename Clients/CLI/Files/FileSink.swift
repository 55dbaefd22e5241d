import Glibc

/// Buffered writer to a new file with mode 0600, or to standard output.
final class FileSink {
  private let path: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Creates a file, and fails for one that exists; nil is standard output.
  init(path: String?) throws(Refusal) {
    self.path = path
    guard let path else {
      self.descriptor = STDOUT_FILENO
      return
    }
    self.descriptor = Descriptor.open(path, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
    guard self.descriptor >= 0 else {
      throw .here(
        "\(path) cannot be written: \(Descriptor.errorText).",
        next: errno == EEXIST ? "name a file that does not exist yet" : nil, .usage)
    }
  }

  deinit {
    if self.path != nil { close(self.descriptor) }
  }

  /// Puts a text into the buffer.
  func write(_ text: String) throws(Refusal) {
    self.buffer += text.utf8
    if self.buffer.count >= 65_536 { try self.flush() }
  }

  /// Writes the buffer.
  func flush() throws(Refusal) {
    defer { self.buffer.removeAll(keepingCapacity: true) }
    guard Descriptor.write(self.buffer, to: self.descriptor) else {
      throw .here(
        "\(self.path ?? "Standard output") cannot be written: \(Descriptor.errorText).", next: nil,
        .internal)
    }
  }

  /// Writes the buffer and syncs the file.
  func finish() throws(Refusal) {
    try self.flush()
    if self.path != nil { _ = fsync(self.descriptor) }
  }
}
