import type { Queryable } from '../db/pool.ts';
import { courseEnrollment } from './course-enrollment/index.ts';
import type { ListedSubscriber } from './subscriber.ts';

/** The subscribers whose code lives here. Adding one is a folder and a line. */
export const listedSubscribers: ListedSubscriber[] = [courseEnrollment];

/** What the payments worker runs itself: for a subscriber of kind `hosted`, whose `activity` is the name of one in the list. */
export const hostedActivities = (db: Queryable) =>
  Object.fromEntries(listedSubscribers.map(({ name, createActivity }) => [name, createActivity(db)]));
