import Glibc
import LatchkeyClient
import LatchkeySchema

/// Standard output for answers, standard error for everything else.
struct Output: Sendable {
  func write(_ text: String) {
    Descriptor.write(Array(text.utf8), to: STDOUT_FILENO)
  }

  /// Says something beside the answer: what would disturb a program that reads the output.
  func note(_ text: String) {
    Descriptor.write(Array((text + "\n").utf8), to: STDERR_FILENO)
  }

  /// Says why nothing came of it.
  func report(_ refusal: Refusal, asJSON: Bool) {
    if case .answered = refusal { return }
    let text =
      asJSON ? FailureText.json(refusal) : FailureText.lines(refusal).joined(separator: "\n")
    self.note(text)
  }
}
