import { PermanentError } from '../../domain/errors.ts';
import { SUBSCRIBER_DEFAULTS } from '../../domain/subscription.ts';
import { isTest } from '../../domain/test-message.ts';
import type { ListedSubscriber } from '../subscriber.ts';
import { closeCourse, openCourse } from './course-tables.ts';

const BUYING_A_COURSE = '60201';

/** The learning center: a paid course is open to the student, a refunded one is closed. */
export const courseEnrollment: ListedSubscriber = {
  ...SUBSCRIBER_DEFAULTS,
  name: 'course-enrollment',
  kind: 'activity',
  taskQueue: 'learning-center',
  orderTypes: [BUYING_A_COURSE],
  results: ['paid', 'refunded'],
  timeoutSeconds: 10,

  createActivity: (db) => async (message) => {
    if (isTest(message)) return;
    if (message.orderType !== BUYING_A_COURSE) throw new PermanentError(`order type ${message.orderType} is not buying a course`);
    if (message.result === 'paid') await openCourse(db, message);
    else if (message.result === 'refunded') await closeCourse(db, message);
    else throw new PermanentError(`the learning center has nothing to do on ${message.result}`);
  },
};
