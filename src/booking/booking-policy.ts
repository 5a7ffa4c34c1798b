/**
 * What an account's owner or administrator wants of its bookings: Kopano's mr-* flags and the capacity.
 */
export interface BookingPolicy {
  /** Answer meeting requests. Alone, it accepts everything, double bookings included. */
  readonly mrAccept: boolean;
  readonly declineConflict: boolean;
  readonly declineRecurring: boolean;
  /** Kind user: enter requests as tentative, apply answers and cancellations. */
  readonly mrProcess: boolean;
  /** How many bookings may run at one moment; equipment only, a room's number of seats is none. At least 1. */
  readonly capacity: number;
}

export const defaultBookingPolicy: BookingPolicy = {
  mrAccept: false,
  declineConflict: false,
  declineRecurring: false,
  mrProcess: true,
  capacity: 1,
};
