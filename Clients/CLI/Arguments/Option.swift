/// A value given by name, declared once for help, completion and parsing.
///
/// Commands list the declarations they take, and read a value by the declaration itself.
struct Option<Value: Sendable>: AnyOption {
  let name: String
  let placeholder: String?
  let help: String
  let isMany: Bool
  let completion: Completion
  /// Parses the texts that were given; nil without the option, and empty texts for a flag.
  let parse: @Sendable (_ texts: [String]?) throws(WrongValue) -> Value
}

/// The part of ``Option`` that help, completion and the parser of the line need.
protocol AnyOption: Sendable {
  /// With both dashes.
  var name: String { get }
  /// In capitals, as it stands in the usage line; nil for a flag.
  var placeholder: String? { get }
  var help: String { get }
  /// May be given more than once.
  var isMany: Bool { get }
  var completion: Completion { get }
}

extension Option<Bool> {
  /// Without a value: true where it is given.
  init(flag name: String, help: String) {
    self.init(
      name: name, placeholder: nil, help: help, isMany: false, completion: .none
    ) { texts in texts != nil }
  }
}

extension Option {
  /// Nil where the option is not given.
  init<Word>(
    _ name: String, _ placeholder: String, _ kind: ValueKind<Word>, help: String
  ) where Value == Word? {
    self.init(
      name: name, placeholder: placeholder, help: help, isMany: false, completion: kind.completion
    ) { texts throws(WrongValue) in
      guard let text = texts?.first else { return nil }
      return try kind.parse(text, name)
    }
  }

  /// A default where the option is not given.
  init(
    _ name: String, _ placeholder: String, _ kind: ValueKind<Value>, default value: Value,
    help: String
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, isMany: false, completion: kind.completion
    ) { texts throws(WrongValue) in
      guard let text = texts?.first else { return value }
      return try kind.parse(text, name)
    }
  }

  /// An error where the option is not given: `--reason is missing: staff will ask why.`, where the
  /// part behind the colon is `purpose`, by default the help.
  init(
    required name: String, _ placeholder: String, _ kind: ValueKind<Value>, help: String,
    purpose: String? = nil
  ) {
    self.init(
      name: name, placeholder: placeholder, help: help, isMany: false, completion: kind.completion
    ) { texts throws(WrongValue) in
      guard let text = texts?.first else {
        throw WrongValue(sentence: "\(name) is missing: \(purpose ?? help).")
      }
      return try kind.parse(text, name)
    }
  }

  /// Once for each value; nil where the option is not given.
  init<Word>(
    many name: String, _ placeholder: String, _ kind: ValueKind<Word>, help: String
  ) where Value == [Word]? {
    self.init(
      name: name, placeholder: placeholder, help: help, isMany: true, completion: kind.completion
    ) { texts throws(WrongValue) in
      guard let texts else { return nil }
      var values: [Word] = []
      for text in texts { values.append(try kind.parse(text, name)) }
      return values
    }
  }
}
