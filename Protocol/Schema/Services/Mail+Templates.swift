extension Mail {
  /// Every template, or those that fit.
  public struct ListTemplates: RequestMessage {
    /// The templates.
    public struct Response: Message {
      /// By kind, population and language.
      public var templates: [TemplateView]
      /// Every language that there are templates in.
      public var languages: [String]

      enum CodingKeys: Int, CodingKey {
        case templates = 1
        case languages = 2
      }

      /// All fields, in the order of their keys.
      public init(templates: [TemplateView], languages: [String]) {
        self.templates = templates
        self.languages = languages
      }
    }

    /// Only those for contacts or agents.
    public var population: PopulationName?
    /// Only those of one language.
    public var language: String?
    /// Only those that differ from what comes with the service.
    public var editedOnly: Bool?

    enum CodingKeys: Int, CodingKey {
      case population = 1
      case language = 2
      case editedOnly = 3
    }

    /// `Mail.ListTemplates`, number 1204.
    public static var method: Method { .mailListTemplates }

    /// All fields, in the order of their keys.
    public init(population: PopulationName? = nil, language: String? = nil, editedOnly: Bool? = nil)
    {
      self.population = population
      self.language = language
      self.editedOnly = editedOnly
    }
  }

  /// Shows what a template says, with sample facts, and what is wrong with it. Changes nothing.
  public struct PreviewTemplate: RequestMessage {
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

      enum CodingKeys: Int, CodingKey {
        case template = 1
        case text = 2
        case builtIn = 3
        case subject = 4
        case body = 5
        case problems = 6
        case versions = 7
      }

      /// All fields, in the order of their keys.
      public init(
        template: TemplateView, text: TemplateText, builtIn: TemplateText, subject: String,
        body: String, problems: [TemplateProblem], versions: [TemplateVersionView]
      ) {
        self.template = template
        self.text = text
        self.builtIn = builtIn
        self.subject = subject
        self.body = body
        self.problems = problems
        self.versions = versions
      }
    }

    /// Which template.
    public var key: TemplateKey
    /// What it would say. Absent: what it says now.
    public var draft: TemplateText?

    enum CodingKeys: Int, CodingKey {
      case key = 1
      case draft = 2
    }

    /// `Mail.PreviewTemplate`, number 1205.
    public static var method: Method { .mailPreviewTemplate }

    /// All fields, in the order of their keys.
    public init(key: TemplateKey, draft: TemplateText? = nil) {
      self.key = key
      self.draft = draft
    }
  }

  /// Replaces what a template says, or resets it. It counts for every mail that is written from then on.
  public struct UpdateTemplate: RequestMessage {
    /// What comes back.
    public typealias Response = TemplateView

    /// Which template.
    public var key: TemplateKey
    /// What it says. Absent: what comes with the service.
    public var text: TemplateText?
    /// The version that the caller saw.
    public var version: Int

    enum CodingKeys: Int, CodingKey {
      case key = 1
      case text = 2
      case version = 3
    }

    /// `Mail.UpdateTemplate`, number 1206.
    public static var method: Method { .mailUpdateTemplate }

    /// All fields, in the order of their keys.
    public init(key: TemplateKey, text: TemplateText? = nil, version: Int) {
      self.key = key
      self.text = text
      self.version = version
    }
  }
}
