public import LatchkeyApplication
public import LatchkeyDomain

/// The templates that come with the program, in English, German and French.
public struct BuiltInTemplates: MailTemplates {
  /// All of them.
  public init() {}

  /// Every language that there are templates in, English first.
  public var languages: [String] { MailTexts.all.map(\.language) }

  /// The language for a locale such as "de-AT": exactly that, else its language, else English.
  public func language(for locale: String) -> String {
    MailTexts.texts(for: locale).language
  }

  /// The template that comes with the program.
  public func template(_ key: MailTemplate.Key) -> MailTemplate {
    MailTexts.texts(for: key.language).template(key.kind, for: key.population)
  }

  /// What a template says, as its recipient reads it.
  public func preview(
    _ template: MailTemplate, in language: String, with facts: MailSampleFacts
  ) -> MailPreview {
    let text = MailText(
      template, in: MailTexts.texts(for: language), desk: facts.desk, address: facts.address,
      name: SaidName.of(facts.name), lifetime: facts.lifetime)
    let paragraphs = text.body.map { paragraph in
      switch paragraph {
      case .text(let text): text
      case .link: facts.link
      }
    }
    return MailPreview(subject: text.subject, text: paragraphs.joined(separator: "\n\n") + "\n")
  }
}
