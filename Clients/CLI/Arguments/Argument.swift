/// A value given by position, declared once for help, completion and parsing.
///
/// Commands list the declarations they take, and read a value by the declaration itself.
struct Argument<Value: Sendable>: AnyArgument {
  let name: String
  let help: String
  let isOptional: Bool
  let isMany: Bool
  let completion: Completion
  /// Parses the words that were typed; there is at least one, unless the argument is optional.
  let parse: @Sendable (_ words: [String]) throws(WrongValue) -> Value
}

/// The part of ``Argument`` that help, completion and the parser of the line need.
protocol AnyArgument: Sendable {
  /// In capitals, as it stands in the usage line.
  var name: String { get }
  var help: String { get }
  var isOptional: Bool { get }
  /// Takes all words that follow. Only the last argument of a command does.
  var isMany: Bool { get }
  var completion: Completion { get }
}

extension Argument {
  /// Exactly one word.
  init(_ name: String, _ kind: ValueKind<Value>, help: String) {
    self.init(
      name: name, help: help, isOptional: false, isMany: false, completion: kind.completion
    ) { words throws(WrongValue) in try kind.parse(words[0], name) }
  }

  /// One word or none.
  init<Word>(optional name: String, _ kind: ValueKind<Word>, help: String) where Value == Word? {
    self.init(
      name: name, help: help, isOptional: true, isMany: false, completion: kind.completion
    ) { words throws(WrongValue) in
      guard let word = words.first else { return nil }
      return try kind.parse(word, name)
    }
  }

  /// Any number of words, but at least one unless that is said.
  init<Word>(
    many name: String, _ kind: ValueKind<Word>, help: String, isOptional: Bool = false
  ) where Value == [Word] {
    self.init(
      name: name, help: help, isOptional: isOptional, isMany: true, completion: kind.completion
    ) { words throws(WrongValue) in
      var values: [Word] = []
      for word in words { values.append(try kind.parse(word, name)) }
      return values
    }
  }
}
