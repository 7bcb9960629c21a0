/** What our own code says in English, as a whole or with something put in: `$1` stands for that, `%1` for what is said by ours too. */
const PHRASES: [RegExp, string][] = [
  [/^paused by (.+)$/, '被 $1 暂停'],
  [/^cancelled by (.+)$/s, '被 $1 取消'],
  [/^no worker polls (.+)$/, '没有 worker 在轮询 $1'],
  [/^gave up after its last attempt: (.+)$/s, '最后一次尝试后放弃：%1'],
  [/^not delivered within the time after which it gives up: (.+)$/s, '在放弃之前的时限内没有送达：%1'],
  [/^no worker took it$/, '没有 worker 接手'],
  [/^an attempt took too long$/, '一次尝试用时过长'],
  [/^its activity was cancelled$/, '它的活动被取消'],
  [/^its activity failed$/, '它的活动失败'],
  [/^its filter leaves it out: (.+)$/s, '被过滤条件排除：$1'],
  [/^order type (.+) is not among (.+)$/, '订单类型 $1 不在 $2 之中'],
  [/^result (.+) is not among (.+)$/, '结果 $1 不在 $2 之中'],
  [/^superseded: refunded in full before it was told$/, '不再需要：通知之前已全额退款'],
  [/^superseded: it was not subscribed when the payment was made$/, '不再需要：支付时尚未订阅'],
  [/^superseded: its paid was skipped$/, '不再需要：支付结果已被跳过'],
  [/^no pay record has this pay number$/, '没有这个支付号'],
  [/^an earlier notification with the same id says something else$/, '同一通知编号此前的内容不同'],
  [/^it is to be paid through (.+), and (.+) tells of it$/, '应通过 $1 支付，通知却来自 $2'],
  [/^(.+) was asked, the notification says (.+)$/, '应付 $1，通知说的是 $2'],
  [/^(.+) was refunded, of (.+)$/, '退款 $1，支付总额 $2'],
  [/^paid after the order was closed$/, '订单关闭后才支付'],
  [/^it is paid already, by transaction (.+); this is (.+)$/, '已由交易 $1 支付，这是 $2'],
  [/^the order is paid already, through another pay record$/, '订单已通过另一条支付记录支付'],
  [/^the payment is not held$/, '这笔支付不在待审核状态'],
  [/^payment (.+) has just ended; look at it again$/, '支付 $1 刚刚结束，请重新查看'],
  [/^payment (\S+) has no delivery to (.+)$/, '支付 $1 没有对 $2 的投递'],
  [/^the delivery to (\S+) is delivered$/, '对 $1 的投递已送达'],
  [/^the delivery to (\S+) is skipped$/, '对 $1 的投递已跳过'],
  [/^(\S+) is paused by (.+): resume it, and it is told$/, '$1 已被 $2 暂停：恢复后即会通知'],
  [/^it was paused, and its guard was gone\.$/, '它被暂停后，guard 不在了。'],
  [
    /^(\d+) attempts failed within a minute, and (\d+) deliveries were made in two\.$/,
    '一分钟内 $1 次尝试失败，两分钟内送达 $2 次。',
  ],
  [
    /^(\d+) attempts failed within a minute, and (\d+) deliveries were made in two\. Probed (\d+) times, and the last failed: (.+)\.$/s,
    '一分钟内 $1 次尝试失败，两分钟内送达 $2 次。已探测 $3 次，最近一次失败：%4。',
  ],
  [/^activity$/, '活动'],
  [/^hosted$/, '内置'],
  [/^running$/, '运行中'],
  [/^completed$/, '已完成'],
  [/^terminated$/, '已终止'],
  [/^failed$/, '失败'],
  [/^canceled$/, '已取消'],
  [/^cancelled$/, '已取消'],
  [/^timed_out$/, '超时'],
  [/^continued_as_new$/, '已续接'],
];

/** In Chinese where our own code says it; what anybody else says stays as it is. */
export function saidInChinese(words: string): string {
  for (const [pattern, chinese] of PHRASES) {
    const found = pattern.exec(words);
    if (!found) continue;
    return chinese.replace(/([$%])(\d)/g, (_, kind, place) => {
      const put = found[Number(place)] ?? '';
      return kind === '%' ? saidInChinese(put) : put;
    });
  }
  return words;
}
