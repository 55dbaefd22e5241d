/// The arguments of a `Declaration`, read from its text.
struct DeclarationText {
  /// What is wrong with a declaration, as one sentence.
  struct Problem: Error {
    let text: String
  }

  private let number: Int
  private var traits: [String] = []
  private var labelled: [String: String] = [:]

  /// Reads `711, Self.self, [.mutation, .sensitive], deadline: .hashing, audit: .agentPasswordSet`.
  init(_ text: String) throws(Problem) {
    var arguments = Self.split(text)
    guard arguments.count >= 2, let number = Int(arguments[0]), arguments[1] == "Self.self" else {
      throw Problem(text: "A declaration begins with the method's number and Self.self.")
    }
    self.number = number
    arguments.removeFirst(2)
    if let list = arguments.first?.between("[", "]") {
      self.traits = list.split(separator: ",").map { String($0).trimmed }
      guard self.traits.allSatisfy({ [".mutation", ".sensitive", ".fast"].contains($0) }) else {
        throw Problem(text: "The traits of a method are .mutation, .sensitive and .fast.")
      }
      self.traits = self.traits.map { String($0.dropFirst()) }
      arguments.removeFirst()
    }
    for argument in arguments {
      let sides = argument.split(separator: ":", maxSplits: 1).map { String($0).trimmed }
      guard sides.count == 2, ["deadline", "element", "answer", "audit"].contains(sides[0]) else {
        throw Problem(text: "\(argument) is no argument of a declaration.")
      }
      self.labelled[sides[0]] = sides[1]
    }
  }

  /// The method of a request.
  func method(
    _ request: DeclaredRecord, _ kind: DeclaredKind, ownAnswer: Bool
  ) throws(Problem) -> DeclaredMethod {
    let parts = request.name.split(separator: ".").map(String.init)
    guard parts.count == 2 else {
      throw Problem(text: "A request stands in the namespace of its service.")
    }
    let named = try self.type("answer")
    guard (named != nil) != ownAnswer else {
      throw Problem(text: "A request has a record Response or names its answer, one of them.")
    }
    let element = try self.type("element")
    guard (element != nil) == (kind == .bidirectional) else {
      throw Problem(text: "Bidirectional requests, and no others, name their element.")
    }
    return DeclaredMethod(
      number: self.number, service: parts[0], verb: parts[1], kind: kind, traits: self.traits,
      request: request, answer: named ?? request.name + ".Response", element: element,
      audit: self.labelled["audit"].map { String($0.dropFirst()) })
  }

  private func type(_ label: String) throws(Problem) -> String? {
    guard let text = self.labelled[label] else { return nil }
    guard text.hasSuffix(".self") else { throw Problem(text: "\(label) names a type: TYPE.self.") }
    return String(text.dropLast(".self".count))
  }

  /// Splits at commas outside of brackets.
  private static func split(_ text: String) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    for character in text {
      if "([".contains(character) { depth += 1 }
      if ")]".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map(\.trimmed)
  }
}
