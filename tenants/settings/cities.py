"""Cities a shop may stand in, with latitude and longitude in degrees, north and east: the sky differs between them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    code: str
    chinese: str
    english: str
    latitude: float
    longitude: float


# fmt: off
_ROWS = (
    ("beijing", "北京", "Beijing", 39.90, 116.41), ("tianjin", "天津", "Tianjin", 39.13, 117.20),
    ("shanghai", "上海", "Shanghai", 31.23, 121.47), ("chongqing", "重庆", "Chongqing", 29.56, 106.55),
    ("shijiazhuang", "石家庄", "Shijiazhuang", 38.04, 114.51), ("tangshan", "唐山", "Tangshan", 39.63, 118.18),
    ("baoding", "保定", "Baoding", 38.87, 115.46), ("taiyuan", "太原", "Taiyuan", 37.87, 112.55),
    ("datong", "大同", "Datong", 40.08, 113.30), ("hohhot", "呼和浩特", "Hohhot", 40.84, 111.75),
    ("baotou", "包头", "Baotou", 40.66, 109.84), ("shenyang", "沈阳", "Shenyang", 41.81, 123.43),
    ("dalian", "大连", "Dalian", 38.91, 121.61), ("changchun", "长春", "Changchun", 43.82, 125.32),
    ("jilin", "吉林", "Jilin", 43.84, 126.55), ("harbin", "哈尔滨", "Harbin", 45.80, 126.53),
    ("daqing", "大庆", "Daqing", 46.59, 125.10), ("nanjing", "南京", "Nanjing", 32.06, 118.80),
    ("wuxi", "无锡", "Wuxi", 31.49, 120.31), ("xuzhou", "徐州", "Xuzhou", 34.21, 117.28),
    ("suzhou", "苏州", "Suzhou", 31.30, 120.59), ("nantong", "南通", "Nantong", 31.98, 120.89),
    ("hangzhou", "杭州", "Hangzhou", 30.27, 120.16), ("ningbo", "宁波", "Ningbo", 29.87, 121.54),
    ("wenzhou", "温州", "Wenzhou", 27.99, 120.70), ("jinhua", "金华", "Jinhua", 29.08, 119.65),
    ("hefei", "合肥", "Hefei", 31.82, 117.23), ("wuhu", "芜湖", "Wuhu", 31.35, 118.43),
    ("fuzhou", "福州", "Fuzhou", 26.07, 119.30), ("xiamen", "厦门", "Xiamen", 24.48, 118.09),
    ("quanzhou", "泉州", "Quanzhou", 24.87, 118.68), ("nanchang", "南昌", "Nanchang", 28.68, 115.86),
    ("ganzhou", "赣州", "Ganzhou", 25.83, 114.93), ("jinan", "济南", "Jinan", 36.65, 117.12),
    ("qingdao", "青岛", "Qingdao", 36.07, 120.38), ("yantai", "烟台", "Yantai", 37.46, 121.45),
    ("linyi", "临沂", "Linyi", 35.10, 118.36), ("zhengzhou", "郑州", "Zhengzhou", 34.75, 113.63),
    ("luoyang", "洛阳", "Luoyang", 34.62, 112.45), ("nanyang", "南阳", "Nanyang", 32.99, 112.53),
    ("wuhan", "武汉", "Wuhan", 30.59, 114.31), ("yichang", "宜昌", "Yichang", 30.69, 111.29),
    ("xiangyang", "襄阳", "Xiangyang", 32.01, 112.12), ("changsha", "长沙", "Changsha", 28.23, 112.94),
    ("hengyang", "衡阳", "Hengyang", 26.89, 112.57), ("guangzhou", "广州", "Guangzhou", 23.13, 113.26),
    ("shenzhen", "深圳", "Shenzhen", 22.54, 114.06), ("foshan", "佛山", "Foshan", 23.02, 113.12),
    ("dongguan", "东莞", "Dongguan", 23.02, 113.75), ("zhuhai", "珠海", "Zhuhai", 22.27, 113.58),
    ("shantou", "汕头", "Shantou", 23.35, 116.68), ("nanning", "南宁", "Nanning", 22.82, 108.37),
    ("guilin", "桂林", "Guilin", 25.27, 110.29), ("liuzhou", "柳州", "Liuzhou", 24.33, 109.43),
    ("haikou", "海口", "Haikou", 20.04, 110.20), ("sanya", "三亚", "Sanya", 18.25, 109.51),
    ("chengdu", "成都", "Chengdu", 30.57, 104.07), ("mianyang", "绵阳", "Mianyang", 31.47, 104.68),
    ("guiyang", "贵阳", "Guiyang", 26.65, 106.63), ("zunyi", "遵义", "Zunyi", 27.73, 106.93),
    ("kunming", "昆明", "Kunming", 25.04, 102.72), ("dali", "大理", "Dali", 25.61, 100.27),
    ("lhasa", "拉萨", "Lhasa", 29.65, 91.14), ("xian", "西安", "Xi’an", 34.34, 108.94),
    ("baoji", "宝鸡", "Baoji", 34.36, 107.24), ("lanzhou", "兰州", "Lanzhou", 36.06, 103.83),
    ("tianshui", "天水", "Tianshui", 34.58, 105.72), ("jiuquan", "酒泉", "Jiuquan", 39.73, 98.49),
    ("xining", "西宁", "Xining", 36.62, 101.78), ("yinchuan", "银川", "Yinchuan", 38.49, 106.23),
    ("urumqi", "乌鲁木齐", "Ürümqi", 43.83, 87.62), ("kashgar", "喀什", "Kashgar", 39.47, 75.99),
    ("hongkong", "香港", "Hong Kong", 22.32, 114.17), ("macau", "澳门", "Macau", 22.20, 113.54),
    ("taipei", "台北", "Taipei", 25.03, 121.57),
)
# fmt: on

TIMEZONE = "Asia/Shanghai"  # of them all

CITIES: Mapping[str, City] = {row[0]: City(*row) for row in _ROWS}
