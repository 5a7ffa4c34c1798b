/**
 * What we use of mailparser, which brings no types.
 */
declare module 'mailparser' {
  export interface ParsedAttachment {
    readonly filename?: string | undefined;
    readonly contentType: string;
    readonly size: number;
  }
  export interface ParsedMail {
    readonly text?: string | undefined;
    readonly attachments: readonly ParsedAttachment[];
  }
  export function simpleParser(
    source: Buffer,
    options: {
      readonly skipImageLinks: boolean;
      readonly skipTextToHtml: boolean;
      readonly maxHtmlLengthToParse: number;
    },
  ): Promise<ParsedMail>;
}
