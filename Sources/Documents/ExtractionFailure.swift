/// Why a document could not be read. The raw value is the reason by which it is stored, searched and printed.
package enum ExtractionFailure: String, Error, Sendable, CaseIterable {
    case encrypted
    case corrupt
    case empty
    case imageOnly = "image_only"
    case tooLarge = "too_large"
    case zipBomb = "zip_bomb"
    case typeMismatch = "type_mismatch"
    case unsupported
    case timeout
    case notAResume = "not_a_resume"
    case toolMissing = "tool_missing"

    /// What a person reads: what is the matter, then what to do.
    package var message: String {
        switch self {
        case .encrypted: "This file is protected by a password. Please save a copy without one and send that."
        case .corrupt: "This file is damaged or was cut off on its way. Please export it again and send the new copy."
        case .empty: "This file has no text in it. Please check that it is the right one and send it again."
        case .imageOnly:
            "This file holds only pictures of text that we could not read. Please send a PDF or Word file with real text."
        case .tooLarge: "This file is too large to read. Please send one of at most 10 MB."
        case .zipBomb: "This file unpacks to far more than a document should, so we did not open it. Please save it anew."
        case .typeMismatch:
            "This file is not what its name says. Please open it, save it as PDF or Word and send that copy."
        case .unsupported: "We cannot read this kind of file. Please send a PDF, a Word file (DOCX) or plain text."
        case .timeout: "Reading this file took too long. Please send a simpler copy, such as a PDF made by your word processor."
        case .notAResume: "This does not look like a résumé. Please check that it is the right file."
        case .toolMissing: "This kind of file cannot be read on this server at the moment. Please send a DOCX or plain text."
        }
    }
}

/// The bounds within which a document is read. A document is a stranger's: every one of these is reached sooner or later.
package struct ExtractionLimits: Sendable {
    /// Of the file as it was sent.
    package var fileBytes = 10 << 20
    /// Of the text that a document may yield.
    package var textBytes = 2 << 20
    package var pages = 30
    package var wallTime: Duration = .seconds(20)
    package var cpuSeconds = 15
    package var memoryBytes = 1 << 30
    /// Of what a program may print or write into one file.
    package var outputBytes = 64 << 20
    /// Of all members of a ZIP together, once inflated.
    package var inflatedBytes = 64 << 20
    /// Inflated to packed, for a member above a megabyte. Text reaches 20; 200 is already no text.
    package var inflationRatio = 200
    package var archiveMembers = 2_000
    /// Whether pictures of text are read by tesseract. It takes seconds a page.
    package var readsPictures = true
    package var picturePages = 4

    package init() {}
}
