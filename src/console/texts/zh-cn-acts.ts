import type { Texts } from './en.ts';

/** What can be done, and what came of it: part of the console in Simplified Chinese. */
export const acts: Texts['acts'] = {
  what: '操作',
  reason: '理由',
  reasonHint: '会连同您的名字一起保存在这笔支付的历史中。',
  retry: '重试',
  retryNow: '立即重试',
  skip: '跳过',
  approve: '批准',
  reject: '驳回',
  redeliver: '再次投递',
  pause: '暂停',
  resume: '恢复',
  recover: '补投',
  test: '发送测试',
  approveHint: '批准：按通知内容告知各方。驳回：不通知任何一方。',
  redeliverHint: '用于订阅方丢失了消息的情况；没有丢失的会认出幂等键，什么也不做。',
  subscriberHint: '暂停：恢复之前，需要通知它的内容都会被搁置。补投：立即重试已搁置或重试中的投递。',
  testFailed: (name, error) => `测试没有送达 ${name}：${error}`,
  deliveryHint: '重试：立即进行下一次尝试。跳过：永不通知。',
  done: {
    retry: '已要求重试。',
    skip: '已跳过。',
    approve: '已批准，正在通知各方。',
    reject: '已驳回，不通知任何一方。',
    redeliver: '正在再次投递。',
    pause: '已暂停，此后的投递会被搁置。',
    resume: '已恢复，搁置的投递正在送出。',
    recover: '正在重试搁置的投递。',
    test: '测试已送达。',
  },
};

/** The page of the subscribers: part of the console in Simplified Chinese. */
export const registry: Texts['registry'] = {
  name: '名称',
  hears: '订阅内容',
  told: '通知方式',
  status: '状态',
  parked: '已搁置',
  everything: '所有结果',
  everyType: '所有订单类型',
  orderTypes: (types) => `订单类型 ${types}`,
  operator: '运维人员需要知道的事件',
  active: '正常',
  paused: (by) => `已被 ${by} 暂停`,
  noProblem: '正常',
  parkedCount: (count) => `${count} 笔支付`,
  nobody: '还没有订阅方。请用 POST /subscribers 添加。',
};
