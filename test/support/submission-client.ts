/** A mail program that sends mail: nodemailer on loopback, with the replies of the server. */
import { createTransport } from 'nodemailer';

export interface SubmissionLogin {
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** TLS from the first byte. */
  readonly implicitTls?: boolean;
  /** STARTTLS, or nothing. */
  readonly startTls?: boolean;
}

export interface SubmittedBy {
  /** null: the null reverse-path. */
  readonly from: string | null;
  readonly to: readonly string[];
  readonly raw: string | Uint8Array;
  readonly dsn?: { readonly notify: string; readonly ret?: 'headers' | 'full'; readonly id?: string };
}

/** What the server said last: `250 2.0.0 Queued as 1234`. */
export async function submitAs(login: SubmissionLogin, mail: SubmittedBy): Promise<string> {
  const { port, user, password, implicitTls = false, startTls = false } = login;
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    secure: implicitTls,
    requireTLS: startTls,
    ignoreTLS: !startTls && !implicitTls,
    tls: { rejectUnauthorized: false },
    auth: { user, pass: password },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { notify, ret, id } = mail.dsn ?? {};
    const info = await transport.sendMail({
      envelope: { from: mail.from ?? '', to: [...mail.to] },
      raw: typeof mail.raw === 'string' ? mail.raw : Buffer.from(mail.raw),
      ...(notify === undefined
        ? {}
        : { dsn: { notify, ...(ret === undefined ? {} : { return: ret }), ...(id === undefined ? {} : { id }) } }),
    });
    return info.response;
  } catch (error) {
    const { response, message } = error as { response?: string; message: string };
    return response ?? message;
  } finally {
    transport.close();
  }
}
