import { courseEnrollment } from './course-enrollment/index.ts';
import type { ListedSubscriber } from './subscriber.ts';

/** The subscribers whose code lives here. Adding one is a folder and a line. */
export const listedSubscribers: ListedSubscriber[] = [courseEnrollment];
