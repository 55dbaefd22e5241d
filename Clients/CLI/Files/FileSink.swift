import Glibc

/// Writes to a new file that only its owner reads, or to standard output, in large pieces.
final class FileSink {
  private let path: String?
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Begins a file that does not exist yet; nil is standard output.
  init(path: String?) throws(Refusal) {
    self.path = path
    guard let path else {
      self.descriptor = STDOUT_FILENO
      return
    }
    self.descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard self.descriptor >= 0 else {
      throw .here(
        "\(path) cannot be written: \(Descriptor.errorText).",
        next: errno == EEXIST ? "name a file that does not exist yet" : nil, .usage)
    }
  }

  deinit {
    if self.path != nil { close(self.descriptor) }
  }

  /// Writes a text, sooner or later.
  func write(_ text: String) throws(Refusal) {
    self.buffer += text.utf8
    if self.buffer.count >= 65_536 { try self.flush() }
  }

  /// Writes what is still here.
  func flush() throws(Refusal) {
    defer { self.buffer.removeAll(keepingCapacity: true) }
    guard Descriptor.write(self.buffer, to: self.descriptor) else {
      throw .here(
        "\(self.path ?? "Standard output") cannot be written: \(Descriptor.errorText).", next: nil,
        .internal)
    }
  }

  /// The last of it, on disk.
  func finish() throws(Refusal) {
    try self.flush()
    if self.path != nil { _ = fsync(self.descriptor) }
  }
}
