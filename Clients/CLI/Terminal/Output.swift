import Glibc

/// Standard output for answers, standard error for notes and failures.
struct Output: Sendable {
  func write(_ text: String) {
    Descriptor.write(Array(text.utf8), to: STDOUT_FILENO)
  }

  /// Writes a note to standard error, out of the way of programs that read the output.
  func note(_ text: String) {
    Descriptor.write(Array((text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Writes a failure, as JSON or as lines.
  func report(_ refusal: Refusal, asJSON: Bool) {
    if case .answered = refusal { return }
    let text =
      asJSON ? FailureText.json(refusal) : FailureText.lines(refusal).joined(separator: "\n")
    self.note(text)
  }
}
