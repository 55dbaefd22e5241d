/// A line of the schema that is not in the form that the reader knows.
///
/// The schema's sources are a small part of Swift, so that what follows from them can be generated without a
/// compiler. A line outside of that form is refused by its place and never skipped: what is skipped would be
/// missing on the wire.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file, from the top of the repository.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong, as one sentence.
  public let problem: String

  /// Refuses a line.
  ///
  /// - Parameters:
  ///   - file: The file, from the top of the repository.
  ///   - line: The line, from 1.
  ///   - problem: What is wrong, as one sentence.
  public init(file: String, line: Int, problem: String) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  /// `FILE:LINE: PROBLEM`, as compilers write it.
  public var description: String { "\(self.file):\(self.line): \(self.problem)" }
}
