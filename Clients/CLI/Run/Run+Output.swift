import LatchkeySchema

extension Run {
  /// Shows an answer: as JSON to programs, as lines to people.
  func show<M: Message>(_ message: M, _ lines: (M) -> [String]) throws(Refusal) {
    if self.isJSON {
      self.output.write(try JSON.line(of: message) + "\n")
    } else {
      self.output.write(lines(message).map { $0 + "\n" }.joined())
    }
  }

  /// Shows a list: a line of JSON per entry to programs, a table to people.
  func show<M: Message>(
    _ list: [M], none: String, _ lines: ([M]) -> [String]
  ) throws(Refusal) {
    if self.isJSON {
      for entry in list { self.output.write(try JSON.line(of: entry) + "\n") }
    } else {
      self.output.write((list.isEmpty ? [none] : lines(list)).map { $0 + "\n" }.joined())
    }
  }

  /// Shows one message of a stream, as a line.
  func showNext<M: Message>(_ message: M, _ line: (M) -> String) throws(Refusal) {
    self.output.write((self.isJSON ? try JSON.line(of: message) : line(message)) + "\n")
  }

  /// Says how to read on where a list was cut off.
  func noteMore<ID>(_ option: Option<Int64?>, _ next: ID?) {
    if let next { self.output.note("There are more: \(option.name) \(next)") }
  }
}
