import LatchkeySchema

/// Kind of the value of an argument or option: its parser, and its completion.
struct ValueKind<Value: Sendable>: Sendable {
  /// Completion for shells.
  var completion = Completion.none
  /// Parses a text. `name` is that of the argument or option, for the error.
  let parse: @Sendable (_ text: String, _ name: String) throws(WrongValue) -> Value
}

/// Completion of a value.
enum Completion: Sendable {
  /// Free text.
  case none
  /// One of these words.
  case words([String])
  /// Name of a method: the service knows its own.
  case methods
}

extension ValueKind<String> {
  /// Any text.
  static var text: ValueKind { ValueKind { text, _ in text } }
  /// The name or number of a method.
  static var method: ValueKind { ValueKind(completion: .methods) { text, _ in text } }
}

extension ValueKind<Int64> {
  /// A whole number, such as a revision.
  static var number: ValueKind {
    ValueKind { text, name throws(WrongValue) in
      guard let number = Int64(text) else {
        throw WrongValue(
          sentence: name.hasPrefix("--")
            ? "\(name) takes a number." : "\(name) is a number, such as 12."
        )
      }
      return number
    }
  }

  /// A whole number within limits.
  static func number(in range: ClosedRange<Int64>) -> ValueKind {
    ValueKind { text, name throws(WrongValue) in
      let number = try Self.number.parse(text, name)
      guard range.contains(number) else {
        throw WrongValue(sentence: "\(name) takes \(range.lowerBound) to \(range.upperBound).")
      }
      return number
    }
  }
}

extension ValueKind<Int32> {
  /// The number of an open file descriptor other than standard output and standard error.
  static var descriptor: ValueKind {
    ValueKind { text, name throws(WrongValue) in
      guard let number = Int32(text), number >= 0, number != 1, number != 2 else {
        throw WrongValue(sentence: "\(name) takes the number of an open descriptor.")
      }
      return number
    }
  }
}

extension ValueKind where Value: Vocabulary {
  /// A word of a vocabulary of the schema: one of `words`, which errors name in this order.
  static func word(of words: [Value] = Value.known) -> ValueKind {
    ValueKind(completion: .words(words.map(\.rawValue))) { text, name throws(WrongValue) in
      if let word = words.first(where: { $0.rawValue == text }) { return word }
      throw Self.noWord(text, name, among: words.map(\.rawValue))
    }
  }
}

extension ValueKind where Value: CaseIterable & RawRepresentable<String> {
  /// A word of this program.
  static func oneOfCases() -> ValueKind {
    let words = Value.allCases.map(\.rawValue)
    return ValueKind(completion: .words(words)) { text, name throws(WrongValue) in
      if let word = Value(rawValue: text) { return word }
      throw Self.noWord(text, name, among: words)
    }
  }
}

extension ValueKind {
  private static func noWord(
    _ text: String, _ name: String, among words: [String]
  ) -> WrongValue {
    let verb = name.hasPrefix("--") ? "takes" : "is"
    return WrongValue(
      sentence: "\(name) \(verb) \(Suggestion.list(words))."
        + Suggestion.sentence(for: text, among: words))
  }
}

extension ValueKind<PermissionName> {
  /// A permission, by its label or its word on the wire.
  static var permission: ValueKind {
    ValueKind(completion: .words(PermissionName.known.map(\.rawValue))) {
      text, _ throws(WrongValue) in
      let found = PermissionName.known.first {
        $0.rawValue == text || $0.label.lowercased() == text.lowercased()
      }
      guard let found else {
        throw WrongValue(
          sentence: "There is no such permission."
            + Suggestion.sentence(for: text, among: PermissionName.known.map(\.label)))
      }
      return found
    }
  }
}
