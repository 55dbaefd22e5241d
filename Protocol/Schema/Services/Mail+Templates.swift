import LatchkeyBase

extension Mail {
  /// Every template, or those that fit.
  public struct ListTemplates: RequestMessage {
    static let declaration = Declaration(1204, Self.self, audit: .mailTemplateRead)

    /// The templates.
    public struct Response: Message {
      /// By kind, population and language.
      public var templates: [TemplateView]
      /// Every language that there are templates in.
      public var languages: [String]
    }

    /// Only those for contacts or agents.
    public var population: PopulationName?
    /// Only those of one language.
    public var language: String?
    /// Only those that differ from what comes with the service.
    public var editedOnly: Bool?
  }

  /// Shows what a template says, with sample facts, and what is wrong with it. Changes nothing.
  public struct PreviewTemplate: RequestMessage {
    static let declaration = Declaration(1205, Self.self, audit: .mailTemplateRead)

    /// The template, and the mail that comes of it.
    public struct Response: Message {
      /// How it stands now.
      public var template: TemplateView
      /// What is shown, with its placeholders.
      public var text: TemplateText
      /// What comes with the service.
      public var builtIn: TemplateText
      /// The subject, filled in.
      public var subject: String
      /// The text, filled in. Never a link that works.
      public var body: String
      /// Everything that is wrong with it. Empty: it may be sent.
      public var problems: [TemplateProblem]
      /// Its versions, the newest first; the last 20 are kept.
      public var versions: [TemplateVersionView]
    }

    /// Which template.
    public var key: TemplateKey
    /// What it would say. Absent: what it says now.
    public var draft: TemplateText?
  }

  /// Replaces what a template says, or resets it. It counts for every mail that is written from then on.
  public struct UpdateTemplate: RequestMessage {
    static let declaration = Declaration(
      1206, Self.self, [.mutation], answer: TemplateView.self, audit: .mailTemplateUpdated)

    /// Which template.
    public var key: TemplateKey
    /// What it says. Absent: what comes with the service.
    public var text: TemplateText?
    /// The version that the caller saw.
    public var version: Int
  }
}
