public import LatchkeyBase
public import LatchkeyDomain

/// Knows the templates that come with the program, and shows what any template says.
public protocol MailTemplates: Sendable {
  /// Every language that there are templates in.
  var languages: [String] { get }

  /// The language for a locale such as "de-AT".
  func language(for locale: String) -> String

  /// The template that comes with the program.
  func template(_ key: MailTemplate.Key) -> MailTemplate

  /// What a template says, as its recipient reads it.
  func preview(
    _ template: MailTemplate, in language: String, with facts: MailSampleFacts
  ) -> MailPreview
}

/// What a preview fills in.
public struct MailSampleFacts: Hashable, Sendable {
  /// The desk's name.
  public var desk: String
  /// Where the mail would go.
  public var address: String
  /// The name that it would greet.
  public var name: String
  /// How long its link would be valid; nil without a link.
  public var lifetime: Lifetime?
  /// What stands for the link. Never a real one.
  public var link: String

  /// What a preview fills in.
  public init(desk: String, address: String, name: String, lifetime: Lifetime?, link: String) {
    self.desk = desk
    self.address = address
    self.name = name
    self.lifetime = lifetime
    self.link = link
  }
}

/// A mail as its recipient would read it.
public struct MailPreview: Hashable, Sendable {
  /// The subject.
  public let subject: String
  /// The text, in lines.
  public let text: String

  /// A mail as its recipient would read it.
  public init(subject: String, text: String) {
    self.subject = subject
    self.text = text
  }
}
